# baeum lesson test
proof-begins = { $lesson }, 엔진 { $engine } { $version }
proof-step = { $step }: 검사 { $checks }개, 실수 { $mistakes }개, { $seconds }초
proof-step-begins = { $number }/{ $of } { $step } …
proof-fault = { $step }, { $what }: { $why }
proof-fault-whole = { $what }: { $why }
proof-what-before = 실행 전
proof-what-after = 실행 후 { $name }
proof-what-again = 다시 검사
proof-what-read-only = 읽기 전용
proof-what-quiz = 퀴즈 { $name }
proof-what-answer = { $name }에 대한 틀린 답
proof-what-mistake = 실수 { $name }
proof-what-fix = 실수 { $name }의 해결 명령
proof-what-prepare = 준비 { $name }
proof-what-clean = 정리
proof-passes-before = 아무것도 하지 않았는데 통과해요. 이 단계의 명령을 실행해야만 참이 되는 조건이 필요해요.
proof-unknown = 알아낼 수 없었어요: { $found }
proof-not-met = 단계의 명령을 실행했는데 충족되지 않았어요: { $found }. { $said }
proof-not-met-again = 두 번째 검사에서는 통과하지 못했어요: { $found }
proof-not-read-only = 검사하면서 바뀐 것이 있어요: { $found }
proof-found = { $what } ({ $found })
proof-found-list = { $first }, { $rest }
proof-some-condition = 어떤 조건
proof-mistake-not-caught = { $condition }에서 { $cause } 원인이 나와야 하는데, 결과는 이랬어요: { $found }
proof-fix-does-not-cure = “{ $fix }” 명령으로 해결되지 않아요. 실행한 뒤: { $found }. { $said }
proof-wrong-answer-taken = 틀린 답이 통과해요.
proof-quiz-nothing-right = 정답으로 표시한 보기가 없어요.
proof-quiz-nothing-wrong = 모든 보기가 정답이라 틀릴 수가 없어요.
proof-quiz-right-refused = 정답을 골라도 통과하지 못해요.
proof-quiz-wrong-taken = { $choice }번 보기는 틀린 답인데 통과해요.
proof-left-behind = 정리한 뒤에도 남아 있어요: { $names }
proof-image-moved = 기본 이미지가 전과 달라졌어요: { $names }
proof-proven = { $lesson } 수업을 { $engine } { $version }에서 증명했어요. 검사 { $checks }개, 잡아낸 실수 { $mistakes }개, 통하는 해결 명령 { $fixes }개예요.
proof-not-proven = { $lesson } 수업을 { $engine } { $version }에서 증명하지 못했어요. 검사 { $checks }개 가운데 { $wrong }개가 잘못됐어요.
proof-times = { $seconds }초, 그중 명령에 { $commands }초. 처음부터 다시 만든 횟수: { $replays }
proof-not-tried = 앞 단계를 통과하지 못해서 시험하지 않았어요: { $steps }
proof-never-unmet = 충족되지 않은 적이 없어서, 실패할 수 있다는 것이 증명되지 않은 조건: { $conditions }
proof-without-fix = 잡아냈지만 해결 명령이 없는 실수: { $mistakes }
proof-strange = 그동안 엔진에서 없어졌거나(-) 새로 생겼는데(+) 수업의 것인지 알 수 없는 것: { $names }
proof-taken = { JOSA($name, "이/가") } 이미 있고 이 증명의 것이 아니라서, 아무것도 증명할 수 없어요.
proof-advice-taken = 지우거나, --set NAME=VALUE로 다른 이름을 고르세요.

# baeum lesson new
proof-new = 만들었어요: { $folder } 이제 baeum lesson lint { $folder }, 그다음 baeum lesson test { $folder } 명령을 실행해 보세요.
proof-new-name = “{ $name }” 값은 수업의 id로 쓸 수 없어요. 영문 소문자와 숫자를 쓰고 단어 사이에는 하이픈 하나를 넣으세요.
