# Help
cli-help-template =
    {"{about}"}

    Usage: {"{usage}"}

    {"{all-args}"}
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-about-baeum = baeum: Docker lessons in the terminal, one step at a time
cli-about-play = Start a lesson, or go on with it
cli-about-list = Show the lessons and how far you are
cli-about-check = Check whether a step is passed
cli-about-clean = Remove what a lesson made, and nothing else
cli-about-reset = Clean, and forget the progress
cli-about-doctor = Check that everything a lesson needs is here
cli-about-lesson = Tools for the people who write lessons
cli-about-test = Prove lessons: run every step and every mistake on an engine
cli-about-docker = Docker commands without Docker’s own command
cli-about-lint = Look through lessons for faults, without an engine
cli-about-new = Write a small lesson to begin with
cli-about-schema = Print the JSON schema of lesson.toml
cli-about-completions = Print completions for a shell
cli-arg-arguments = What docker is asked to do, such as ps -a
cli-arg-help = Show this help
cli-arg-version = Show the version
cli-arg-lang = Language: ko or en; for lesson preview also all
cli-arg-engine = Engine: auto, docker or practice; for lesson test also all
cli-arg-host = Address of the Docker engine
cli-arg-lessons = A folder with more lessons
cli-arg-color = Colour: auto, always or never
cli-arg-json = Print the result as JSON
cli-arg-lesson = The lesson’s id
cli-arg-step = The step’s id
cli-arg-auto = Let the lesson play itself
cli-arg-plain = Print without colour
cli-arg-set = Choose a name or port, such as network=testnet
cli-arg-keep = Do not clean up at the end
cli-arg-all = Every step
cli-arg-format = Format of the result: text, json, junit or tap
cli-arg-wait = Wait up to this many seconds for the step to be passed
cli-arg-yes = Do not ask
cli-arg-shell = The shell: bash, zsh, fish, powershell or elvish
cli-arg-new-lesson = The new lesson’s id, such as docker-volumes
cli-arg-lessons-to-test = The lessons, by id or folder; without any, all of them
cli-arg-lessons-to-lint = The lessons, by id or folder; without any, all of them
cli-arg-lint-format = Form of the result: text, json or github
cli-arg-proof-format = Form of the result: text, json or junit

# Mistakes on the command line
usage-unknown-command = There is no command “{ $command }”.
usage-unknown-argument = There is no option “{ $argument }”.
usage-surplus-argument = “{ $argument }” is one argument too many.
usage-value-missing = { $argument } needs a value.
usage-invalid-value = { $argument } cannot be “{ $value }”. It can be: { $valid }
usage-refused-value = { $argument } cannot be “{ $value }”.
usage-missing = Something is missing: { $argument }
usage-conflict = { $argument } and { $other } cannot be used together.
usage-twice = { $argument } stands here twice.
usage-command-missing = { $command } needs one of these commands: { $valid }
usage-other = This command could not be understood.
usage-near = Did you mean { $near }?
usage-help = { $command } --help shows what there is.

# List and menu
menu-language = Change the language · 한국어
menu-doctor = Check that everything is ready
menu-quit = Quit
cli-lesson-facts = { $steps } steps · { $minutes } minutes
cli-standing-new = not started
cli-standing-at = go on from step { $step }
cli-list-broken = This lesson cannot be read. To see why: baeum lesson lint { $place }
cli-standing-finished = finished
cli-list-how-to-go-on = To start: baeum play LESSON · to watch it play itself: baeum play LESSON --auto

# Checking
cli-nothing-to-check = There is nothing to check in this step.

# Endings
cli-kept = Saved. Go on with: baeum play { $lesson }
cli-finished = You have finished the lesson. Well done!
cli-played-to-the-end = All { $steps } steps passed.
cli-stopped-at = Stopped: step { $step } was not passed.

# Cleaning
cli-nothing-to-clean = Nothing that this lesson made is left.
cli-clean-containers = Containers to remove: { $names }
cli-clean-networks = Networks to remove: { $names }
cli-clean-images = Images to remove: { $names }
cli-clean-names = Names to take off images that were there before: { $names }
cli-clean-kept = Kept: { $name } (in use by { $user })
cli-clean-on-docker = Not on this engine, and not removed: { $names }. They were made on Docker; to remove them: baeum clean { $lesson } --engine docker
cli-clean-on-practice = Not on this engine, and not removed: { $names }. They were made on the practice engine; to remove them: baeum clean { $lesson } --engine practice
cli-clean-sure = Remove them?
cli-reset-sure = Remove them, and forget your progress?
cli-removed = Removed: { $names }
cli-not-removed = { $name } could not be removed: { $detail }
cli-forgotten = Your progress in { $lesson } has been forgotten.

# Errors
cli-set-form = “{ $text }” after --set has no = sign.
cli-step-unknown = Lesson { $lesson } has no step { $step }.
cli-step-unknown-near = Lesson { $lesson } has no step { $step }. Did you mean { $near }?
cli-lesson-in-use = Lesson { $lesson } is being played in another window.
cli-io = Reading or writing failed: { $detail }
cli-io-at = { $path }: { $detail }
cli-needs-terminal = This command needs a terminal.
cli-pull-failed = Image { $image } could not be pulled. { $detail }
cli-no-home = Your home folder could not be found.
cli-interrupted = Interrupted.
cli-progress-set-aside = The progress file could not be read. It is kept as { $path }, and you start from the beginning.
cli-advice-list = baeum list shows the lessons.
cli-advice-steps = The steps of { $lesson }: { $steps }
cli-advice-set = Write it as --set NAME=VALUE, such as --set network=testnet.
cli-advice-auto = Without a terminal, use --auto.
cli-advice-yes = To go on without being asked, use --yes.
cli-advice-carried = The practice engine pulls nothing from the internet. It carries these images only: { $images }. Choose one of them, or take Docker with --engine docker.
cli-advice-pull = Check your internet connection. Docker Hub allows 100 pulls in 6 hours if you are not logged in; docker login allows more.
cli-advice-home = Set BAEUM_HOME to a folder that you may write to.
cli-advice-in-use = Go on in that window, or close it first.

# Ready?
doctor-docker-command = the docker command is here
doctor-no-docker-command = there is no docker command
doctor-advice-docker-command = Install Docker Desktop or Docker Engine: https://docs.docker.com/get-docker/
doctor-engine = { $kind ->
    [podman] a Podman engine answers (version { $version })
    [practice] the practice engine answers (version { $version })
   *[docker] a Docker engine answers (version { $version })
 }
doctor-windows-containers = the engine runs Windows containers
doctor-advice-linux-containers = Choose “Switch to Linux containers” in Docker Desktop’s menu.
doctor-image = image { $image } is here
doctor-image-missing = image { $image } is not here yet
doctor-advice-image = It is pulled when it is first needed. To pull it now: docker pull { $image }
doctor-folder = the lab folder can be written to
doctor-folder-not-writable = { $folder } cannot be written to: { $detail }

# The practice engine
cli-about-practice = Let other programs use the practice engine
cli-about-serve = Serve the practice engine, and say how another terminal joins
cli-about-practice-reset = Remove everything from the practice engine, and begin anew
cli-about-env = Say how to join the practice engine that is being served
cli-practice-instead = Using the practice engine instead, because: { $why }
cli-practice-sure = Go on without Docker, on the practice engine?
cli-practice-failed = The practice engine could not be started: { $detail }
cli-practice-served = one is served at { $address } already.
cli-practice-silent = the one that is served at { $address } does not answer.
cli-practice-set-aside = What was on the practice engine could not be read. It is kept as { $path }, and the practice engine begins empty.
cli-practice-gone = The practice engine no longer answers.
cli-advice-practice-gone = Run the command again. What was on the practice engine is kept.
cli-practice-serving = The practice engine is on. Run this in another terminal, and docker there uses it. Press Ctrl-C to end it.
cli-practice-already = A practice engine is on already. This is how another terminal joins it:
cli-practice-no-docker = There is no docker command here: type baeum docker instead of docker.
cli-practice-not-served = No practice engine is on. Start one with: baeum practice serve
cli-practice-in-use = The practice engine is on. Close that window first.
cli-practice-reset-sure = Remove every container, network and image of the practice engine?
cli-practice-forgotten = The practice engine is as it was at the beginning.
cli-fault = This is a fault of baeum, not yours. Your progress is kept. Please report what stands above.
