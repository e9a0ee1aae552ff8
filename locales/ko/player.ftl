# 한 단계의 화면
player-task = 할 일
player-lab-folder = 실습 폴더: { $folder }
player-practice = 연습 엔진에서 실행 중이에요. 진짜 Docker가 아니에요.
player-hint = 힌트 { $number }/{ $of }
player-edit = { $file } 파일에서 이렇게 바꿔요.
player-quiz-right = 정답: { $numbers }번
player-the-answer = 정답: { $answer }
player-pulling = { $image } 이미지를 받고 있어요
player-watching = 어느 터미널에서 실행하든 바로 알아채요.
player-watching-practice = 여기에 입력하면 바로 알아채요. 다른 터미널에서 하려면: baeum practice env
player-engine-lost = Docker 엔진과 연결이 끊어졌어요. 다시 켜지면 이 자리에서 이어서 해요.
player-well-done = 됐어요!
player-right = 맞았어요!
player-wrong = 아쉬워요. 위의 설명을 다시 읽고 한 번 더 골라 보세요.
player-several = 정답이 여러 개예요. Space로 고르고, 다 골랐으면 Enter를 누르세요.
player-exit-code = 명령이 끝났어요. 종료 코드: { $code }
player-command-not-started = 명령을 실행하지 못했어요: { $detail }
player-shell = 실습 폴더 { $folder } 안의 셸이에요. exit를 입력하면 수업으로 돌아와요.
player-skip-sure = 이 단계를 통과하지 않고 넘어갈까요?
player-answer-sure = 정답을 볼까요?
player-new-name = { $name } 대신 쓸 이름

# 할 수 있는 일
action-next = 다음: { $title }
action-finish = 수업 마치기
action-quiz = 퀴즈 풀기
action-question = 답 쓰기
action-type = 여기에 입력
action-open = 파일 열기
action-run = 대신 실행
action-hint = 힌트
action-answer = 정답
action-why = 왜 안 될까
action-shell = 셸 열기
action-rename = 이름 바꾸기
action-back = 앞 단계
action-skip = 건너뛰기
action-language = English
action-map = 단계 목록
action-more = 더 보기
action-less = 줄이기
action-quit = 나가기

# 조건의 설명
finding-expected = 기대
finding-found = 실제
finding-why = 까닭
finding-next = 해 보기

# 시작하기 전에
opening-taken-network = { $name } 네트워크가 이미 있어요. 이 수업에서 만든 것이 아니라서 건드리지 않아요.
opening-taken-container = { $name } 컨테이너가 이미 있어요. 이 수업에서 만든 것이 아니라서 건드리지 않아요.
opening-taken-image = { $name } 이미지가 이미 있어요. 이 수업에서 만든 것이 아니라서 건드리지 않아요.
opening-taken-subnet = { $name } 주소 대역을 다른 네트워크가 이미 쓰고 있어요.
opening-taken-port = 이 컴퓨터의 { $name }번 포트를 다른 프로그램이 이미 쓰고 있어요.
opening-taken-port-by = 이 컴퓨터의 { $name }번 포트를 { $container } 컨테이너가 이미 쓰고 있어요.
opening-name-instead = 수업에서는 { $old } 대신 { $new } 값을 써요.
opening-other-name = { $name } 대신 쓸 값
opening-same-name = 이미 쓰고 있는 값이에요. 다른 값을 적어 주세요.
opening-images-missing = 수업에 필요한 베이스 이미지가 아직 없어요: { $images }
opening-pull = 지금 받을까요?
opening-misfit = 지난번에 여기까지 왔지만, 지금 Docker의 상태가 그때와 달라요.
opening-rebuild = 수업의 명령을 다시 실행해서 이 단계의 상태를 만들까요?
opening-rebuilding = 이 단계의 상태를 만들고 있어요.
opening-replayed = { $number }/{ $of }  { $command }
