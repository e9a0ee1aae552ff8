# Problems of lessons. For each code there is a title without arguments and a message for the place.

lesson-error = error
lesson-warning = warning
lesson-help = help
lesson-note = note

lesson-syntax-title = This is not valid TOML
lesson-syntax = { $detail }
lesson-syntax-duplicate = this is there already
lesson-syntax-comma = a comma is missing before this
lesson-syntax-extra-comma = there is a comma too many
lesson-syntax-equals = there is an = too many
lesson-syntax-no-value = after a key comes = and a value
lesson-syntax-quote = text must be in quotation marks
lesson-syntax-escape = what follows a \ is not known; in '…' a \ is just a \
lesson-syntax-string = the quotation marks do not match
lesson-syntax-unclosed = a bracket before this is not closed
lesson-syntax-deep = this is nested too deeply
lesson-syntax-number = the number cannot be read
lesson-syntax-unexpected = this does not belong here
lesson-syntax-other = { $detail }
lesson-unknown-key-title = There is no such key here
lesson-unknown-key = "{ $key }" is unknown; there are: { $known }
lesson-wrong-type-title = The value has the wrong type
lesson-wrong-type = this should be { $expected }, but is { $found }
lesson-missing-key-title = A key is missing
lesson-missing-key = "{ $key }" must be given here
lesson-unreadable-title = A file cannot be read
lesson-unreadable = { $detail }
lesson-too-large-title = This is larger than a lesson may be
lesson-too-large = { $what }: { $found }, at most { $limit }
lesson-control-title = Control characters are not allowed
lesson-control = here is { $character }
lesson-format-title = This version of the format is unknown
lesson-format = version { $found } is unknown; this baeum reads version { $known }
lesson-empty-title = Nothing is here
lesson-empty = something must be here
lesson-bad-id-title = The id is not in the right form
lesson-bad-id = "{ $id }" should be lower-case letters and digits, starting with a letter, with single hyphens between words
lesson-duplicate-id-title = This is there twice
lesson-duplicate-id = "{ $id }" is there already
lesson-unknown-language-title = This language is not known here
lesson-unknown-language = "{ $code }" is unknown here; there are: { $known }
lesson-title-language-title = The title is missing in a language
lesson-title-language = no title for "{ $language }"
lesson-not-one-of-title = This value does not exist
lesson-not-one-of = "{ $value }" is not one of: { $known }
lesson-out-of-range-title = The number is out of range
lesson-out-of-range = must be between { $least } and { $most }
lesson-bad-name-title = Docker would refuse this name
lesson-bad-name = { $reason }
lesson-same-default-title = Two names have the same default
lesson-same-default = "{ $by }" is "{ $value }" already
lesson-id-differs-title = The lesson's id differs from its folder
lesson-id-differs = the id is "{ $id }", but the folder is "{ $folder }"
lesson-unknown-name-title = This name is not declared
lesson-unknown-name = "{ $name }" is not in [names]; there are: { $known }
lesson-unknown-live-title = This live value does not exist
lesson-unknown-live = "{ $kind }" is unknown; there are: { $known }
lesson-live-not-here-title = A live value cannot be known here
lesson-live-not-here = only names from [names] can be used here
lesson-live-kind-title = The live value belongs to something else
lesson-live-kind = "{ $kind }" belongs to { $wanted }, and "{ $name }" is none
lesson-needs-unattended-title = The command waits for somebody to type
lesson-needs-unattended = nobody may be there to type
lesson-contradiction-title = These keys exclude each other
lesson-contradiction = "{ $second }" means nothing together with "{ $first }"
lesson-no-lab-file-title = There is no such file in the lab folder
lesson-no-lab-file = "{ $path }" is not in lab/; there are: { $known }
lesson-replace-count-title = The text to replace must occur exactly once
lesson-replace-count = at this point it occurs { $found ->
    [0] not at all
   *[other] { $found } times
} in "{ $file }"
lesson-unsafe-path-title = The path cannot be used
lesson-unsafe-path = "{ $path }": { $reason }
lesson-no-kind-title = The condition asks nothing
lesson-no-kind = one of these must be here: { $known }
lesson-several-kinds-title = The condition asks several things
lesson-several-kinds = "{ $first }" is asked already, so "{ $second }" needs a condition of its own
lesson-bad-duration-title = The length of time cannot be read
lesson-bad-duration = "{ $value }" should be like "500ms", "5s" or "2m", at most ten minutes
lesson-unknown-need-title = The needed condition does not exist
lesson-unknown-need = "{ $id }" is not in this step; there are: { $known }
lesson-circular-need-title = These conditions need each other
lesson-circular-need = "{ $id }" needs this condition in turn
lesson-no-question-title = The question for an answer is missing
lesson-no-question = { $path } has no paragraph that begins with "?[{ $name }] "
lesson-no-answer-title = No condition looks at this answer
lesson-no-answer = the step has no answer condition named "{ $name }"
lesson-exactly-one-title = Exactly one of several keys must be there
lesson-exactly-one = exactly one of these: { $keys }
lesson-bad-url-title = The address cannot be asked
lesson-bad-url = "{ $value }" should be like "http://web:8080/"
lesson-bad-version-title = The version cannot be read
lesson-bad-version = "{ $value }" should be like "1.41"
lesson-unknown-cause-title = This cause does not exist
lesson-unknown-cause = "{ $cause }" is unknown; there are: { $known }
lesson-unknown-condition-title = The condition does not exist
lesson-unknown-condition = "{ $id }" is not in this step; there are: { $known }
lesson-unknown-question-title = The question does not exist
lesson-unknown-question = "{ $name }" is not asked in this step; there are: { $known }
lesson-idle-mistake-title = The mistake does nothing
lesson-idle-mistake = nothing goes wrong here
lesson-no-text-title = A step has no text
lesson-no-text = { $path } is missing
lesson-stray-text-title = The text belongs to no step
lesson-stray-text = no step or language of this lesson uses { $path }
lesson-no-title-title = The text has no title
lesson-no-title = the first heading must be "# " and the title
lesson-two-tasks-title = The step has two tasks
lesson-two-tasks = there is a task already
lesson-no-right-answer-title = The quiz has no right answer
lesson-no-right-answer = mark at least one choice with [x]
lesson-quiz-question-title = The quiz has no question
lesson-quiz-question = a paragraph with the question must stand right before this
lesson-mixed-quiz-title = Not every item is a choice
lesson-mixed-quiz = put [ ] or [x] in front of it
lesson-html-title = HTML is not shown
lesson-html = { $html } is HTML; if it is text, put it in `…`
lesson-bad-link-title = The link leads somewhere else
lesson-bad-link = "{ $link }" should start with http:// or https://, or stay in the lesson
lesson-bad-question-title = The question cannot be read
lesson-bad-question = it should be like "?[name] What is it?"
lesson-unused-alert-title = Lessons do not use this alert
lesson-unused-alert = take [!WARNING] instead
lesson-after-line-title = This comes too late
lesson-after-line = what stands after --- is shown when the step is passed, so move this up
lesson-accidental-heading-title = The line makes a heading of the text above it
lesson-accidental-heading = leave an empty line before it
lesson-left-over-asterisk-title = An asterisk is left over
lesson-left-over-asterisk = this * would be shown; write \* if it should be
lesson-bare-particle-title = A particle follows a value that can change
lesson-bare-particle = put a noun between { $value } and "{ $particle }"
lesson-link-elsewhere-title = The address stands away from its link
lesson-link-elsewhere = write it in place: [text](address)
lesson-structure-title = The languages have a different structure
lesson-structure = { $what }: { $found } here, { $wanted } in { $other }
lesson-quiz-differs-title = The languages have different right answers
lesson-quiz-differs = other choices are right in { $other }

lesson-type-string = text in quotation marks
lesson-type-integer = a whole number
lesson-type-float = a decimal number
lesson-type-boolean = true or false
lesson-type-datetime = a date
lesson-type-list = a list in [ ]
lesson-type-table = a table
lesson-type-string-or-integer = text or a whole number
lesson-type-string-or-table = text or a table

lesson-what-files = files
lesson-what-steps = steps
lesson-what-bytes = bytes
lesson-what-items = entries
lesson-what-container = a container
lesson-what-network = a network
lesson-what-tasks = tasks
lesson-what-hints = hints
lesson-what-quizzes = quizzes
lesson-what-choices = choices
lesson-what-questions = questions
lesson-what-afters = parts after ---

lesson-detail-missing = it is missing
lesson-detail-not-utf8 = it is not UTF-8 text
lesson-detail-not-a-file = it is a link or no ordinary file
lesson-detail-system = the system says: { $detail }

lesson-help-did-you-mean = did you mean "{ $near }"?
lesson-help-name-key = the keys of [names] are lower-case letters, digits and _
lesson-help-empty-after = leave out the --- if nothing follows
lesson-help-unattended = write { "{" } command = "…", unattended = "…" { "}" } with what to run where nobody can type
lesson-help-no-typing = leave out -t here: nobody can type
lesson-help-exit-code = only a container that has ended has an exit code
lesson-help-idle = give it run, edit or answer

lesson-path-empty = it is empty
lesson-path-absolute = it must be relative to the lab folder
lesson-path-leaves = it leads out of the lab folder
lesson-path-name = it does not work on every system
lesson-path-relative = a path in a container starts with /

lesson-name-unknown = There is no name "{ $key }". The names are: { $known }
lesson-name-unknown-near = There is no name "{ $key }". Did you mean "{ $near }"?
lesson-name-refused-network = "{ $value }" cannot be the name of a network: start with a letter or digit, then letters, digits, _, . or -
lesson-name-refused-container = "{ $value }" cannot be the name of a container: at least two characters, starting with a letter or digit, then letters, digits, _, . or -
lesson-name-refused-image = "{ $value }" cannot be the name of an image: lower-case letters, like nginx:1
lesson-name-refused-port = "{ $value }" is not a port: a number from 1 to 65535
lesson-name-refused-subnet = "{ $value }" is not an address range, such as 172.30.0.0/16
lesson-name-reserved = Docker has a network "{ $value }" of its own. Choose another name
lesson-name-taken = "{ $value }" is already the name for "{ $by }". Choose another one

lesson-source-unreadable = { $path } cannot be read: { $detail }
lesson-source-no-lesson = There is no lesson in { $path }: lesson.toml is missing
lesson-source-unknown = There is no lesson "{ $id }". The lessons are: { $known }
lesson-source-unknown-near = There is no lesson "{ $id }". Did you mean "{ $near }"?
lesson-source-invalid = { $count ->
    [one] The lesson has a problem and cannot be played.
   *[other] The lesson has { $count } problems and cannot be played.
}

lesson-lab-write = { $path } cannot be written: { $detail }
lesson-lab-outside = { $path } leads out of the lab folder, so nothing was written there.
lesson-edit-read = { $path } cannot be read: { $detail }
lesson-edit-differs = { $path } has been changed at this place, so it stays as it is. Make the change by hand.
