-- purpose: days are read as the server has it
RESET datestyle
