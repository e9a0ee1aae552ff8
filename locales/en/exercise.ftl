# Steps that are set up and solved
exercise-set-up = Setting up
exercise-solution = Solution
exercise-removes = What earlier exercises made is removed first: { $names }
exercise-runs = These commands set the exercise up.
step-runs = These commands prepare this step.
step-preparing = Preparing the step.
step-command-failed = A command of the preparation failed: { $command } ({ $detail }). You can type it again here.
exercise-preparing = Setting up the exercise.
exercise-settling = Watching for a moment until everything has settled.
exercise-stands = All set up. To have it as it was at the beginning, press u.
exercise-command-failed = A command of the set-up failed: { $command } ({ $detail }). Press u to set it up again.
exercise-file-aside = Your changed lab file is now called { $file }, and the original is back in its place.
exercise-kept = The network { $name } stays, because the container { $container } uses it. If that one may go, run docker rm -f { $container } and press u.
action-set-up = set up
action-set-up-again = set up again

subject-http-backends = { $count } different servers answer { $url }
subject-endpoint-any = some container runs on { $network }
cause-container-missing-anybody = No container is running on { $network }.
cause-container-stopped-name-there = { $container } stopped because it could not find { $name }. Now that name can be found, so start it again.
