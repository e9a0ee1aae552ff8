# baeum lesson test
proof-begins = { $lesson } on { $engine } { $version }
proof-step = { $step }: { $checks ->
    [one] 1 check
   *[other] { $checks } checks
}, { $mistakes ->
    [one] 1 mistake
   *[other] { $mistakes } mistakes
}, { $seconds } s
proof-step-begins = { $number }/{ $of } { $step } …
proof-fault = { $step }, { $what }: { $why }
proof-fault-whole = { $what }: { $why }
proof-what-before = before
proof-what-after = after: { $name }
proof-what-again = again
proof-what-read-only = read-only
proof-what-quiz = quiz { $name }
proof-what-answer = wrong answer to { $name }
proof-what-mistake = mistake { $name }
proof-what-fix = fix for mistake { $name }
proof-what-prepare = prepare { $name }
proof-what-clean = clean
proof-passes-before = The step passes before anything was done. Its conditions need something that only its commands bring about.
proof-unknown = This could not be found out: { $found }
proof-not-met = After the step’s commands this is not met: { $found }. { $said }
proof-not-met-again = The second time it is not passed: { $found }
proof-not-read-only = Checking has changed something: { $found }
proof-found = { $what } ({ $found })
proof-found-list = { $first }, { $rest }
proof-some-condition = some condition
proof-mistake-not-caught = The lesson says that { $condition } reports { $cause }, but found was: { $found }
proof-fix-does-not-cure = “{ $fix }” does not cure it. Found after it: { $found }. { $said }
proof-wrong-answer-taken = A wrong answer passes.
proof-quiz-nothing-right = No choice is marked as right.
proof-quiz-nothing-wrong = Every choice is right, so nothing can be answered wrongly.
proof-quiz-right-refused = The right choices do not pass.
proof-quiz-wrong-taken = Choice { $choice } is wrong, but passes.
proof-left-behind = Still there after cleaning up: { $names }
proof-image-moved = Base images are not what they were: { $names }
proof-proven = { $lesson } is proven on { $engine } { $version }: { $checks ->
    [one] 1 check
   *[other] { $checks } checks
}, { $mistakes ->
    [one] 1 mistake
   *[other] { $mistakes } mistakes
} caught, { $fixes ->
    [one] 1 fix cures
   *[other] { $fixes } fixes cure
}.
proof-not-proven = { $lesson } is not proven on { $engine } { $version }: { $wrong } of { $checks ->
    [one] 1 check
   *[other] { $checks } checks
} { $wrong ->
    [one] is
   *[other] are
} wrong.
proof-times = { $seconds } s, of which { $commands } s in the commands; started over { $replays ->
    [one] once
   *[other] { $replays } times
}
proof-not-tried = Not tried, because a step before could not be passed: { $steps }
proof-never-unmet = Never seen unmet, so not proven to be able to fail: { $conditions }
proof-without-fix = Caught, but no command is offered as a fix: { $mistakes }
proof-strange = Gone (-) or new (+) on the engine meanwhile, and not known as the lesson’s: { $names }
proof-taken = “{ $name }” exists already and does not belong to this proof, so nothing can be proven.
proof-advice-taken = Remove it, or choose another name with --set NAME=VALUE.

# baeum lesson new
proof-new = Written: { $folder }. Now: baeum lesson lint { $folder }, then baeum lesson test { $folder }
proof-new-name = “{ $name }” cannot be a lesson’s id: lower-case letters and digits, with single hyphens between words.
