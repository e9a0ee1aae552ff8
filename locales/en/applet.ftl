# The small docker command, where it has something of its own to say
applet-unknown-command =
    baeum’s small docker does not know the command “{ $command }”.
    baeum docker --help shows what it knows. For everything else, install Docker.
applet-unknown-flag =
    baeum’s small docker does not know the option “{ $flag }” of { $command }.
    baeum { $command } --help shows what it knows. For everything else, install Docker.
applet-build-elsewhere =
    baeum’s small docker builds only from a folder on this machine, not from “{ $context }”.
