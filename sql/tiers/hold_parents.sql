-- purpose: begin the transaction that is the snapshot; while it holds these locks no month can leave its parent
-- LOCK TABLE takes no snapshot: what is read afterwards is of a moment at which the locks were held
CALL postgres_execute('live', {locks})
