# Lessons from elsewhere
agreement-from-elsewhere = This lesson did not come with baeum. These are the commands it can run. Lines with # run in a container, all others on this computer:
agreement-files = They can also use the lesson’s files, which go to { $folder }: { $files }
agreement-ask = Is it all right to run these commands?
cli-advice-agree = Read the commands above. If it is all right to run them, add --yes.
cli-arg-agree = Agree to the commands of a lesson that did not come with baeum

# Preview of a step
cli-about-preview = Show a step as a learner will see it, in both languages, again on every save
cli-arg-lesson-to-preview = The lesson, by id or folder; without it, the one in this folder
cli-arg-step-to-preview = The step’s id; without it, the first, or every one if there is no terminal
cli-which-lesson = Which lesson? None was named, and there is no lesson.toml in this folder.
cli-advice-which-lesson = Name its folder, such as baeum lesson preview ./my-lesson.
preview-quiz = The quiz, when the rest is done:
preview-hints = The hints, one at each request:
preview-edit = The change, when the answer is asked for:
preview-after = Once the step is passed:
preview-examples = Addresses are examples. Nothing wrong with this lesson. It is read again on every save.
preview-found = { $found ->
    [one] baeum lesson lint finds 1 problem in this lesson.
   *[other] baeum lesson lint finds { $found } problems in this lesson.
}
preview-broken = { $found ->
    [one] The lesson cannot be played. Once this is right, the step is here again.
   *[other] The lesson cannot be played: { $found } problems. Once they are gone, the step is here again.
}
preview-scroll = scroll
preview-next = next step
preview-previous = previous step

# Further problems of lessons
lesson-exec-elsewhere-title = A condition runs a command in somebody else’s container
lesson-exec-elsewhere = "{ $container }" is not in containers of [owns], so nothing may be run there
lesson-headings-differ-title = The languages have different headings
lesson-headings-differ = { $found } here, { $wanted } in { $other }
lesson-help-own-it = add it to [owns]: { $list } = ["{ $name }"]
lesson-help-name-it = give it a name with --name and add that to containers of [owns], or take --rm
lesson-help-fixed-tag = write the version that you tested with: { $name }:VERSION
