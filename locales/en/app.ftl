app-name = baeum

# What the operating system says of a file
system-not-there = there is no such file or folder
system-not-allowed = you have no permission
system-there-already = something with this name is here already
system-is-a-folder = it is a folder
system-not-a-folder = a part of the path is no folder
system-read-only = nothing can be written to this disk
system-full = the disk is full
