# Findings about lessons that can be played
lesson-code-differs-title = The languages have different code blocks
lesson-code-differs = the code here is not that of { $other }
lesson-values-differ-title = The languages have different inserted values
lesson-values-differ = only here or only in { $other }: { $values }
lesson-links-differ-title = The languages have a different number of links
lesson-links-differ = { $found } here, { $wanted } in { $other }
lesson-command-differs-title = The command is nearly one that the step runs
lesson-command-differs = the step runs: { $run }
lesson-unused-name-title = The name is never used
lesson-unused-name = nothing refers to "{ $name }"
lesson-name-by-hand-title = A name is written by hand
lesson-name-by-hand = a learner may choose another one than "{ $value }": write { "$" }{ "{" }{ $name }{ "}" }
lesson-address-by-hand-title = An address is written by hand
lesson-address-by-hand = another engine gives other addresses than { $address }: use a live value
lesson-no-control-title = A condition that something must not be has no control
lesson-no-control = "{ $id }" is met even if nothing works: give it needs = […] with what must be met first
lesson-not-owned-title = Something is created that is not in [owns]
lesson-not-owned = "{ $name }" would be left behind by clean
lesson-unused-file-title = A lab file is never mentioned
lesson-unused-file = neither a text nor a command nor another file speaks of { $path }
lesson-loose-tag-title = The image has no fixed tag
lesson-loose-tag = "{ $image }" may be another image tomorrow
lesson-long-label-title = The label is too long for a list
lesson-long-label = { $found } columns, at most { $limit }
lesson-never-fails-title = The condition is always met
lesson-never-fails = "{ $id }" is met on every engine before anything was done
lint-clean = { $lessons ->
    [one] 1 lesson, nothing to say about it.
   *[other] { $lessons } lessons, nothing to say about them.
}
lint-found = { $errors ->
    [one] 1 error
   *[other] { $errors } errors
} and { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
} in { $lessons ->
    [one] 1 lesson
   *[other] { $lessons } lessons
}.
