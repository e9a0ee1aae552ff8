# The page of a step
player-task = Your task
player-lab-folder = Lab folder: { $folder }
player-practice = You are on the practice engine, not on real Docker.
player-hint = Hint { $number } of { $of }
player-edit = Change this in { $file }:
player-quiz-right = Right: { $numbers }
player-the-answer = Answer: { $answer }
player-pulling = Pulling { $image }
player-watching = Run it in any terminal: baeum notices at once.
player-watching-practice = Type it here: baeum notices at once. For another terminal, see: baeum practice env
player-engine-lost = The Docker engine went away. As soon as it is back, you can go on right here.
player-well-done = Well done!
player-right = That is right!
player-wrong = Not quite. Read the explanation above once more and try again.
player-several = More than one is right. Mark with Space, answer with Enter.
player-exit-code = The command ended with exit code { $code }.
player-command-not-started = The command could not be started: { $detail }
player-shell = A shell in the lab folder { $folder }. Type exit to come back to the lesson.
player-skip-sure = Go on without passing this step?
player-answer-sure = Show the answer?
player-new-name = A name to use instead of { $name }

# What can be done
action-next = next: { $title }
action-finish = finish the lesson
action-quiz = answer the quiz
action-question = type the answer
action-type = type here
action-open = open the file
action-run = run it for me
action-hint = hint
action-answer = show the answer
action-why = why not yet
action-shell = shell
action-rename = another name
action-back = back
action-skip = skip
action-language = 한국어
action-map = steps
action-more = more
action-less = less
action-quit = quit

# Explaining a condition
finding-expected = expected
finding-found = found
finding-why = why
finding-next = next

# Before the lesson begins
opening-taken-network = There is a network { $name } already. This lesson did not make it, so it stays untouched.
opening-taken-container = There is a container { $name } already. This lesson did not make it, so it stays untouched.
opening-taken-image = There is an image { $name } already. This lesson did not make it, so it stays untouched.
opening-taken-subnet = Another network is already using the address range { $name }.
opening-taken-port = Another program is already using port { $name } on this computer.
opening-taken-port-by = The container { $container } is already using port { $name } on this computer.
opening-name-instead = The lesson uses { $new } instead of { $old }.
opening-other-name = Use this instead of { $name }
opening-same-name = That one is taken. Please choose another.
opening-images-missing = { $count ->
    [one] A base image that the lesson needs is not here yet: { $images }
   *[other] Base images that the lesson needs are not here yet: { $images }
}
opening-pull = Pull now?
opening-misfit = You got this far before, but Docker is no longer as you left it.
opening-rebuild = Run the lesson’s commands again to get back to this step?
opening-rebuilding = Getting back to this step.
opening-replayed = { $number }/{ $of }  { $command }
