# 네트워크 그림: baeum map
map-title = 네트워크와 컨테이너
map-this-computer = 이 컴퓨터
map-gateway = 게이트웨이 { $address }
map-default-network = 기본 네트워크
map-host-mode = 호스트 모드
map-no-network = 네트워크 없음
map-no-longer-there = 지금은 없음
map-internal-fact = 내부용
map-inside-only = 안에서만
map-aliases = 다른 이름 { $names }
map-also-on = { $names } 네트워크에도 있음
map-shares = { $name } 컨테이너의 네트워크를 함께 씀
map-more = 외 { $count }개
map-more-ports = 외 포트 { $count }개
map-state-running = 실행 중
map-state-created = 시작한 적 없음
map-state-paused = 일시 정지
map-state-restarting = 다시 시작하는 중
map-state-exited = 멈춤
map-state-failed = 멈춤 ({ $code })
map-state-removing = 지우는 중
map-state-dead = 쓸 수 없음
map-change-new = 새로 생김
map-change-replaced = 다시 만듦
map-change-joined = 새로 들어옴
map-change-started = 시작됨
map-change-stopped = 방금 멈춤
map-change-moved = 주소 바뀜
map-gone-network = 사라진 네트워크: { $name }
map-gone-container = 사라진 컨테이너: { $name }
map-left = { $container } 컨테이너가 { $network } 네트워크에서 나갔어요.
map-reach-name = 이 안에서는 서로 이름으로 통해요.
map-reach-address = 이 안에서는 서로 주소로만 통해요. 이름은 쓸 수 없어요.
map-reach-blocked = 이 안에서는 서로 통하지 않아요. 네트워크가 컨테이너 사이의 통신을 막고 있어요.
map-reach-host = 따로 네트워크가 없어요. 컨테이너의 포트가 곧 이 컴퓨터의 포트예요.
map-reach-nobody = 누구와도 통하지 않아요.
map-internal = 바깥으로 나가는 길이 없어요.
map-missing = 지워진 네트워크예요. 여기에 속한 컨테이너는 시작할 수 없어요.
map-nobody = 아직 아무도 없어요.
map-usual = 따로 적지 않은 네트워크 안에서는 서로 이름으로 통해요.
map-apart = 네트워크가 다르면 컨테이너끼리 통하지 않아요.
map-elsewhere = 이 컴퓨터의 { $port }번 포트를 열 수 없어서, 대신 { $address } 주소에서 응답해요.
map-omitted = 그리지 않은 것: { $containers ->
    [0] 네트워크 { $networks }개
   *[other] 컨테이너 { $containers }개{ $networks ->
        [0] { "" }
       *[other] , 네트워크 { $networks }개
    }
 }. baeum map 뒤에 이름을 적으면 그 이웃까지 볼 수 있어요.
map-omitted-foreign = 이 수업과 관계없어서 그리지 않은 것: { $containers ->
    [0] 네트워크 { $networks }개
   *[other] 컨테이너 { $containers }개{ $networks ->
        [0] { "" }
       *[other] , 네트워크 { $networks }개
    }
 }.
map-idle = 비어 있는 네트워크: { $names }

# 명령줄
cli-about-map = 네트워크, 컨테이너, 주소, 포트를 그림으로 보여 줘요
cli-arg-map-names = 볼 네트워크나 컨테이너. 없으면 모두 보여 줘요
cli-arg-map-format = 그림의 형식: text, json 또는 svg
map-name-unknown = { $name } 이름의 네트워크나 컨테이너가 없어요.
map-name-unknown-near = { $name } 이름의 네트워크나 컨테이너가 없어요. 혹시 { $near }인가요?
map-advice-names = baeum map 명령으로 전체를 볼 수 있어요.

# 수업을 진행할 때
action-picture = 네트워크 그림
