"""The five pools of process.md, section 3: which cause the records decide for what a mail is about."""
