# 작은 docker 명령이 스스로 하는 말
applet-unknown-command =
    baeum에 들어 있는 작은 docker에는 “{ $command }” 명령이 없어요.
    쓸 수 있는 명령은 baeum docker --help로 볼 수 있어요. 다른 명령도 쓰려면 Docker를 설치하세요.
applet-unknown-flag =
    baeum에 들어 있는 작은 docker에는 { $command }의 “{ $flag }” 옵션이 없어요.
    쓸 수 있는 옵션은 baeum { $command } --help로 볼 수 있어요. 다른 옵션도 쓰려면 Docker를 설치하세요.
applet-build-elsewhere =
    baeum에 들어 있는 작은 docker는 이 컴퓨터의 폴더에서만 빌드할 수 있어요. “{ $context }”에서는 빌드할 수 없어요.
