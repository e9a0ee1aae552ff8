# 주소의 출처. 주소 뒤 괄호 안에 들어갑니다.
docker-source-argument = --host로 지정
docker-source-docker-host = 환경 변수 DOCKER_HOST
docker-source-docker-context = DOCKER_CONTEXT에 지정된 컨텍스트 { $name }
docker-source-current-context = 현재 Docker 컨텍스트 { $name }
docker-source-default = Docker 기본값
docker-source-known = { $product } 소켓

# 무슨 일이 있었는지.
docker-error-not-installed = 이 컴퓨터에 Docker가 설치되어 있지 않아요. docker 명령도, 컨테이너 엔진도 찾지 못했어요.
docker-error-not-running = Docker가 실행 중이 아니에요. { $address } ({ $source }) 주소에서 응답하는 엔진이 없어요.
docker-error-permission-denied = 지금 사용자에게는 Docker를 쓸 권한이 없어요. { $address } ({ $source }) 접근이 거부됐어요.
docker-error-too-old = Docker { $version } 버전은 너무 낮아요. 이 버전의 API는 { $api }인데, baeum에는 1.41(Docker 20.10) 이상이 필요해요.
docker-error-context-unknown = Docker 컨텍스트 { $name } 항목을 찾을 수 없어요.
docker-error-unsupported = { $address } ({ $source }) 주소는 쓸 수 없어요. baeum은 { $scheme } 연결을 지원하지 않아요.
docker-error-unreachable = { $address } ({ $source }) 주소의 Docker에 연결할 수 없어요: { $detail }
docker-error-timed-out = { $address } ({ $source }) 주소의 Docker가 { $seconds }초 안에 응답하지 않았어요.
docker-error-gone = { $address } ({ $source }) 주소의 Docker가 더는 응답하지 않아요.
docker-error-refused = Docker가 요청을 거부했어요: { $detail }
docker-error-unreadable = { $doing } 요청에 대한 Docker의 응답을 baeum이 이해하지 못했어요: { $detail }

# 이제 무엇을 하면 되는지.
docker-advice-install-linux = Docker Engine을 설치하거나(https://docs.docker.com/engine/install/), --engine practice 옵션으로 연습 엔진에서 실습해 보세요.
docker-advice-install-desktop = Docker Desktop을 설치하거나(https://docs.docker.com/get-started/get-docker/), --engine practice 옵션으로 연습 엔진에서 실습해 보세요.
docker-advice-start-linux = `sudo systemctl start docker` 명령으로 Docker를 시작하세요. Docker Desktop을 쓰고 있다면 Docker Desktop을 실행하세요.
docker-advice-start-desktop = Docker Desktop을 실행하고, 엔진이 켜졌다는 표시가 나올 때까지 기다려 주세요.
docker-advice-remote = 그 컴퓨터에서 엔진이 실행 중인지, 주소와 포트가 맞는지 확인해 주세요.
docker-advice-permission-linux = `sudo usermod -aG docker $USER` 명령으로 docker 그룹에 들어간 뒤, 로그아웃했다가 다시 로그인하세요.
docker-advice-permission-desktop = Docker Desktop을 종료하고 지금 사용자로 다시 실행한 다음, 한 번 더 시도해 주세요.
docker-advice-update = Docker를 업데이트한 뒤 다시 시도해 주세요.
docker-advice-context = `docker context ls` 명령으로 어떤 컨텍스트가 있는지 볼 수 있고, `docker context use default` 명령으로 기본 컨텍스트로 돌아갈 수 있어요.
docker-advice-unsupported = 로컬 소켓이나 일반 tcp로 연결되는 엔진을 지정해 주세요. 예: --host unix:///var/run/docker.sock
docker-advice-restart-linux = `docker version` 명령으로 상태를 확인해 보세요. 그 명령도 멈추거나 실패하면 `sudo systemctl restart docker` 명령으로 다시 시작하세요.
docker-advice-restart-desktop = `docker version` 명령으로 상태를 확인해 보세요. 그 명령도 멈추거나 실패하면 Docker Desktop을 다시 시작하세요.
docker-advice-refused = Docker의 메시지를 읽고 문제를 해결한 뒤 다시 시도해 주세요.
