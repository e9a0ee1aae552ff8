# 명령
cli-about-diagnose = 한 컨테이너에서 다른 컨테이너에 왜 닿지 않는지 찾아내요
cli-arg-from = 요청을 보내는 쪽: 컨테이너 이름. 이 컴퓨터라면 host
cli-arg-target = 답해야 하는 쪽: 컨테이너의 이름이나 주소. host에서는 localhost:PORT도 돼요
cli-sender-unknown = { $name } 컨테이너가 없어요.
cli-sender-unknown-near = { $name } 컨테이너가 없어요. 혹시 { $near } 쪽인가요?
cli-advice-sender = docker ps -a 명령으로 컨테이너를 모두 볼 수 있어요. 이 컴퓨터에서 보내는 요청이라면 host라고 적으세요.
cli-target-not-asked = { $from } 컨테이너에서는 { $target } 주소로 요청을 보낼 수 없어요. 그 안의 curl이 이런 주소를 받지 않아요.
cli-target-form = “{ $text }” 값은 이름도 주소도 아니에요.
cli-advice-target = 컨테이너 이름이나 ‘이름:포트’ 꼴로 적어 주세요. 예: web:8080. 포트는 1부터 65535까지의 수예요.

# 화면
diagnose-host = 이 컴퓨터
diagnose-title = { $from } → { $target }
diagnose-behind = { $container } 뒤쪽
diagnose-log = 로그
diagnose-cause = 짐작되는 원인
diagnose-look = 살펴보기
diagnose-reachable = { $from } 쪽에서 { $target } 주소에 닿을 수 있어요.
diagnose-unreachable = { $from } 쪽에서 { $target } 주소에 닿지 못해요.

# 요청이 지나는 길에서 참이어야 하는 것
hop-network = { $one } 컨테이너와 { $other } 컨테이너가 같은 네트워크에 있다
hop-listening = { $container } 컨테이너의 { $port }번 포트에서 프로그램이 기다린다
hop-traffic = { $network } 네트워크의 컨테이너끼리 통신할 수 있다
hop-published = 이 컴퓨터의 { $port }번 포트가 컨테이너로 이어진다
hop-proxy = { $container } 컨테이너의 nginx가 요청을 넘겨준다
hop-resolver = { $container } 컨테이너의 nginx가 이름 서버를 안다
hop-remembered-address = { $container } 컨테이너의 nginx가 { $target } 이름의 지금 주소로 요청을 보낸다
hop-owner = { $host } 주소가 어느 컨테이너의 것이다

# 무엇이 나왔는지
found-no-http = 연결은 되지만 HTTP가 아님
found-no-such-container = 이 엔진이 아는 컨테이너의 것이 아님
found-answers-only-itself = { $container } 컨테이너 안에서 보낸 요청에만 답함
found-address-of = { $address } (지금은 { $container } 컨테이너의 주소)
found-address-of-nobody = { $address } (이제 아무도 쓰지 않는 주소)

# 까닭
cause-config-invalid-no-resolver = proxy_pass에 변수가 있어서 { $container } 컨테이너의 nginx가 요청마다 이름을 새로 찾는데, 설정에 resolver가 없어요. Docker의 이름 서버는 127.0.0.11이에요.
