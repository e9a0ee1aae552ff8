# The lecture of a step
player-talk = Lecture: { $title }
action-talk = lecture
action-talk-end = back to the step
lesson-talk-missing-title = The lecture is missing in a language
lesson-talk-missing = { $path } is not there, the same lecture in another language
