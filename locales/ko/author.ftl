# 다른 곳에서 온 수업
agreement-from-elsewhere = 이 수업은 배움에 처음부터 들어 있던 것이 아니에요. 실행할 수 있는 명령은 다음과 같아요. # 표시가 있는 줄은 컨테이너 안에서, 나머지는 이 컴퓨터에서 실행해요.
agreement-files = 명령은 { $folder } 폴더에 놓이는 수업 파일도 쓸 수 있어요: { $files }
agreement-ask = 이 명령들을 실행해도 괜찮은가요?
cli-advice-agree = 위의 명령을 읽어 보고, 실행해도 괜찮으면 --yes를 붙이세요.
cli-arg-agree = 배움에 들어 있지 않은 수업의 명령을 실행하는 데 동의하기

# 단계 미리 보기
cli-about-preview = 배우는 사람이 보게 될 단계를 두 언어로 보여 주고 저장할 때마다 다시 그리기
cli-arg-lesson-to-preview = 수업의 id나 폴더. 없으면 지금 폴더의 수업
cli-arg-step-to-preview = 단계의 id. 없으면 첫 단계, 터미널이 없으면 모든 단계
cli-which-lesson = 어느 수업인지 알 수 없어요. 이름을 적지 않았고, 지금 폴더에 lesson.toml 파일도 없어요.
cli-advice-which-lesson = baeum lesson preview ./my-lesson처럼 수업 폴더를 적으세요.
preview-quiz = 나머지를 마치면 나오는 퀴즈:
preview-hints = 청할 때마다 하나씩 나오는 힌트:
preview-edit = 정답을 청하면 나오는 변경:
preview-after = 단계를 통과하면:
preview-examples = 주소는 예시예요. 고칠 것을 찾지 못했어요. 저장할 때마다 다시 읽어요.
preview-found = baeum lesson lint 명령으로 볼 수 있는 문제가 이 수업에 { $found }개 있어요.
preview-broken = 문제가 { $found }개 있어서 수업을 진행할 수 없어요. 고치면 단계가 다시 나와요.
preview-scroll = 위아래로
preview-next = 다음 단계
preview-previous = 앞 단계

# 그 밖의 수업 문제
lesson-exec-elsewhere-title = 조건이 남의 컨테이너에서 명령을 실행해요
lesson-exec-elsewhere = "{ $container }" 컨테이너가 [owns]의 containers에 없어서 그 안에서는 아무것도 실행하면 안 돼요
lesson-headings-differ-title = 언어마다 제목 구조가 달라요
lesson-headings-differ = 여기는 { $found }, { $other } 파일에는 { $wanted }
lesson-help-own-it = [owns]에 적으세요: { $list } = ["{ $name }"]
lesson-help-name-it = --name으로 이름을 붙이고 그 이름을 [owns]의 containers에 적거나, --rm을 쓰세요
lesson-help-fixed-tag = 시험해 본 버전을 적으세요: { $name }:버전
