# 도움말
cli-help-template =
    {"{about}"}

    사용법: {"{usage}"}

    {"{all-args}"}
cli-heading-commands = 명령
cli-heading-arguments = 인자
cli-heading-options = 옵션
cli-about-baeum = 배움: 터미널에서 한 단계씩 따라 하는 Docker 수업
cli-about-play = 수업을 시작하거나 이어서 해요
cli-about-list = 수업 목록과 진행 상황을 보여 줘요
cli-about-check = 한 단계를 통과했는지 확인해요
cli-about-clean = 수업에서 만든 것만 지워요
cli-about-reset = 수업에서 만든 것과 진행 기록을 모두 지워요
cli-about-doctor = 수업에 필요한 것이 다 있는지 확인해요
cli-about-lesson = 수업을 만드는 사람을 위한 도구
cli-about-test = 모든 단계와 실수를 엔진에서 실행해 수업을 증명해요
cli-about-docker = docker 명령이 따로 없을 때 쓰는 작은 docker 명령
cli-about-lint = 엔진 없이 수업에서 고칠 것을 찾아요
cli-about-new = 처음 시작할 작은 수업을 만들어요
cli-about-schema = lesson.toml의 JSON 스키마를 출력해요
cli-about-completions = 셸 자동 완성 스크립트를 출력해요
cli-arg-arguments = docker에 시킬 일. 예: ps -a
cli-arg-help = 도움말을 보여 줘요
cli-arg-version = 버전을 보여 줘요
cli-arg-lang = 언어: ko 또는 en. lesson preview에서는 all도 돼요
cli-arg-engine = 엔진: auto, docker, practice. lesson test에는 all도 돼요
cli-arg-host = Docker 엔진의 주소
cli-arg-lessons = 수업을 더 찾을 폴더
cli-arg-color = 색: auto, always 또는 never
cli-arg-json = 결과를 JSON으로 출력해요
cli-arg-lesson = 수업의 ID
cli-arg-step = 단계의 ID
cli-arg-auto = 수업이 저절로 끝까지 진행돼요
cli-arg-plain = 색 없이 출력해요
cli-arg-set = 이름이나 포트를 정해요. 예: network=testnet
cli-arg-keep = 끝난 뒤에도 만든 것을 지우지 않아요
cli-arg-all = 모든 단계를 확인해요
cli-arg-format = 결과의 형식: text, json, junit 또는 tap
cli-arg-wait = 통과할 때까지 기다릴 시간(초)
cli-arg-yes = 묻지 않고 실행해요
cli-arg-shell = 셸: bash, zsh, fish, powershell 또는 elvish
cli-arg-new-lesson = 새 수업의 id. 예: docker-volumes
cli-arg-lessons-to-test = 수업의 id나 폴더. 없으면 모든 수업
cli-arg-lessons-to-lint = 수업의 id나 폴더. 없으면 모든 수업
cli-arg-lint-format = 결과 형식: text, json, github
cli-arg-proof-format = 결과 형식: text, json, junit

# 잘못 적었을 때
usage-unknown-command = “{ $command }” 명령은 없어요.
usage-unknown-argument = “{ $argument }” 옵션은 없어요.
usage-surplus-argument = “{ $argument }” 인자는 더 받을 수 없어요.
usage-value-missing = { $argument } 뒤에 값이 필요해요.
usage-invalid-value = { $argument } 자리에 “{ $value }” 값은 쓸 수 없어요. 쓸 수 있는 값: { $valid }
usage-refused-value = { $argument } 자리에 “{ $value }” 값은 쓸 수 없어요.
usage-missing = 꼭 필요한 것이 빠졌어요: { $argument }
usage-conflict = 다음 둘은 함께 쓸 수 없어요: { $argument }, { $other }
usage-twice = { $argument } 옵션을 두 번 적었어요.
usage-command-missing = { $command } 뒤에 명령이 하나 더 필요해요: { $valid }
usage-other = 명령을 이해하지 못했어요.
usage-near = 혹시 이것인가요? { $near }
usage-help = { $command } --help 명령으로 사용법을 볼 수 있어요.

# 목록과 메뉴
menu-language = 언어 바꾸기 · English
menu-doctor = 준비 상태 확인
menu-quit = 나가기
cli-lesson-facts = { $steps }단계 · { $minutes }분
cli-standing-new = 시작 전
cli-standing-at = { $step }단계부터 이어서
cli-list-broken = 읽을 수 없는 수업이에요. 까닭은 이 명령으로 볼 수 있어요: baeum lesson lint { $place }
cli-standing-finished = 마침
cli-list-how-to-go-on = 시작하기: baeum play LESSON · 저절로 진행하기: baeum play LESSON --auto

# 확인
cli-nothing-to-check = 확인할 것이 없는 단계예요.

# 끝날 때
cli-kept = 여기까지 저장했어요. baeum play { $lesson } 명령으로 이어서 할 수 있어요.
cli-finished = 수업을 끝까지 마쳤어요. 수고했어요!
cli-played-to-the-end = { $steps }단계를 모두 통과했어요.
cli-stopped-at = { $step } 단계를 통과하지 못해서 멈췄어요.

# 지우기
cli-nothing-to-clean = 이 수업에서 만든 것이 남아 있지 않아요.
cli-clean-containers = 지울 컨테이너: { $names }
cli-clean-networks = 지울 네트워크: { $names }
cli-clean-images = 지울 이미지: { $names }
cli-clean-names = 원래 있던 이미지에서 떼어 낼 이름: { $names }
cli-clean-kept = 남겨 둘 것: { $name } (다른 곳에서 쓰는 중: { $user })
cli-clean-on-docker = 이 엔진에 없어서 지우지 못한 것: { $names }. Docker에서 만든 것이에요. 지우려면: baeum clean { $lesson } --engine docker
cli-clean-on-practice = 이 엔진에 없어서 지우지 못한 것: { $names }. 연습 엔진에서 만든 것이에요. 지우려면: baeum clean { $lesson } --engine practice
cli-clean-sure = 지울까요?
cli-reset-sure = 만든 것과 진행 기록을 모두 지울까요?
cli-removed = 지웠어요: { $names }
cli-not-removed = { $name }: 지우지 못했어요. { $detail }
cli-forgotten = { $lesson } 수업의 진행 기록을 지웠어요.

# 오류
cli-set-form = --set 옵션의 “{ $text }” 값에 = 기호가 없어요.
cli-step-unknown = { $lesson } 수업에 { $step } 단계가 없어요.
cli-step-unknown-near = { $lesson } 수업에 { $step } 단계가 없어요. 혹시 { $near } 단계인가요?
cli-lesson-in-use = 다른 창에서 { $lesson } 수업을 진행하고 있어요.
cli-io = 입출력 오류가 났어요: { $detail }
cli-io-at = { $path }: { $detail }
cli-needs-terminal = 이 명령은 터미널에서만 쓸 수 있어요.
cli-pull-failed = { $image } 이미지를 받지 못했어요. { $detail }
cli-no-home = 홈 폴더를 찾을 수 없어요.
cli-interrupted = 중단했어요.
cli-progress-set-aside = 진행 기록 파일을 읽을 수 없어서 { $path } 파일로 옮겨 두고 처음부터 시작해요.
cli-advice-list = baeum list 명령으로 수업 목록을 볼 수 있어요.
cli-advice-steps = { $lesson } 수업의 단계: { $steps }
cli-advice-set = --set 이름=값 꼴로 적어 주세요. 예: --set network=testnet
cli-advice-auto = 터미널 없이 진행하려면 --auto 옵션을 쓰세요.
cli-advice-yes = 묻지 않고 지우려면 --yes 옵션을 쓰세요.
cli-advice-carried = 연습 엔진은 인터넷에서 이미지를 받지 않고, 들어 있는 이미지만 써요: { $images }. 이 가운데에서 고르거나, --engine docker로 Docker를 쓰세요.
cli-advice-pull = 인터넷 연결을 확인하세요. Docker Hub에서는 로그인하지 않으면 6시간에 100번까지만 받을 수 있어요.
cli-advice-home = BAEUM_HOME 환경 변수에 쓰기가 되는 폴더를 적어 주세요.
cli-advice-in-use = 그 창에서 이어서 하거나, 먼저 그 창을 닫으세요.

# 준비 상태
doctor-docker-command = docker 명령이 있다
doctor-no-docker-command = docker 명령을 찾을 수 없다
doctor-advice-docker-command = Docker Desktop이나 Docker Engine을 설치하세요. https://docs.docker.com/get-docker/
doctor-engine = { $kind ->
    [podman] Podman 엔진이 응답한다 (버전 { $version })
    [practice] 연습 엔진이 응답한다 (버전 { $version })
   *[docker] Docker 엔진이 응답한다 (버전 { $version })
 }
doctor-windows-containers = 엔진이 Windows 컨테이너를 실행하고 있다
doctor-advice-linux-containers = Docker Desktop 메뉴에서 “Switch to Linux containers”를 고르세요.
doctor-image = { $image } 이미지가 있다
doctor-image-missing = { $image } 이미지가 아직 없다
doctor-advice-image = 처음 필요할 때 받아요. 미리 받으려면: docker pull { $image }
doctor-folder = 실습 폴더에 쓸 수 있다
doctor-folder-not-writable = { $folder } 폴더에 쓸 수 없다: { $detail }

# 연습 엔진
cli-about-practice = 다른 프로그램에서도 연습 엔진을 쓸 수 있게 해요
cli-about-serve = 연습 엔진을 켜 두고, 다른 터미널에서 쓰는 법을 알려 줘요
cli-about-practice-reset = 연습 엔진에 있는 것을 모두 지우고 새로 시작해요
cli-about-env = 켜 둔 연습 엔진을 쓰는 법을 알려 줘요
cli-practice-instead = 연습 엔진을 대신 써요. 까닭: { $why }
cli-practice-sure = Docker 없이 연습 엔진에서 진행할까요?
cli-practice-failed = 연습 엔진을 켜지 못했어요: { $detail }
cli-practice-served = 이미 { $address } 주소에서 실행 중이에요.
cli-practice-silent = { $address } 주소에서 실행 중인 연습 엔진이 응답하지 않아요.
cli-practice-set-aside = 연습 엔진에 저장된 내용을 읽을 수 없어서 { $path } 파일로 옮겨 두고, 연습 엔진을 빈 상태로 시작해요.
cli-practice-gone = 연습 엔진이 더 이상 응답하지 않아요.
cli-advice-practice-gone = 명령을 다시 실행하세요. 연습 엔진에 있던 것은 그대로 남아 있어요.
cli-practice-serving = 연습 엔진을 켰어요. 다른 터미널에서 아래 명령을 실행하면 docker 명령이 이 엔진을 써요. 끄려면 Ctrl-C를 누르세요.
cli-practice-already = 연습 엔진이 이미 켜져 있어요. 다른 터미널에서는 이렇게 써요.
cli-practice-no-docker = 여기에는 docker 명령이 없어요. docker 대신 baeum docker라고 입력하세요.
cli-practice-not-served = 켜져 있는 연습 엔진이 없어요. baeum practice serve 명령으로 켤 수 있어요.
cli-practice-in-use = 연습 엔진이 켜져 있어요. 먼저 그 창을 닫아 주세요.
cli-practice-reset-sure = 연습 엔진 안의 컨테이너와 네트워크와 이미지를 모두 지울까요?
cli-practice-forgotten = 연습 엔진을 처음 상태로 되돌렸어요.
cli-fault = 배움의 잘못이에요. 진행 기록은 그대로 남아 있어요. 위에 나온 내용을 알려 주세요.
