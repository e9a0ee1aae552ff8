# 문제를 준비하고 푸는 단계
exercise-set-up = 준비
exercise-solution = 풀이
exercise-removes = 앞 문제에서 만든 것을 먼저 치워요: { $names }
exercise-runs = 이 명령들로 문제를 준비해요.
step-runs = 이 명령들로 이번 단계를 준비해요.
step-preparing = 이번 단계를 준비하고 있어요.
step-command-failed = 준비하던 명령 하나가 실패했어요: { $command } ({ $detail }). 여기에 다시 입력해 볼 수 있어요.
exercise-preparing = 문제를 준비하고 있어요.
exercise-settling = 준비한 것이 자리를 잡을 때까지 잠시 지켜보고 있어요.
exercise-stands = 준비를 마쳤어요. 처음 모습으로 되돌리고 싶으면 u 키를 누르세요.
exercise-command-failed = 준비하던 명령 하나가 실패했어요: { $command } ({ $detail }). u 키를 누르면 다시 준비해요.
exercise-file-aside = 고쳐 둔 실습 파일은 { $file } 파일로 옮겨 두고, 처음 파일을 다시 넣었어요.
exercise-kept = { $name } 네트워크는 { $container } 컨테이너가 쓰고 있어서 남겨 두었어요. 지워도 되는 컨테이너라면 docker rm -f { $container } 명령으로 지우고 u 키를 누르세요.
action-set-up = 준비하기
action-set-up-again = 다시 준비하기

subject-http-backends = { $url } 요청에 서버 { $count }곳이 돌아가며 답한다
subject-endpoint-any = 어떤 컨테이너가 { $network } 네트워크 안에서 실행 중이다
cause-container-missing-anybody = { $network } 네트워크 안에 실행 중인 컨테이너가 하나도 없어요.
cause-container-stopped-name-there = { $container } 컨테이너가 { $name } 이름을 찾지 못해서 멈췄어요. 지금은 그 이름을 찾을 수 있으니 다시 시작하면 돼요.
