"""What does the shop's policy say? Articles and playbooks, indexed and searched by what is in force."""
