"""Resources made on a simulated AWS over HTTP: for each collector a good estate and a bad one."""
