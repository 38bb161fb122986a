-- purpose: nobody reads or writes a detached table between its recount and its end
LOCK TABLE {relation} IN ACCESS EXCLUSIVE MODE
