app-name = 배움

# 운영체제가 파일에 대해 하는 말
system-not-there = 그런 파일이나 폴더가 없어요
system-not-allowed = 권한이 없어요
system-there-already = 같은 이름이 이미 있어요
system-is-a-folder = 폴더예요
system-not-a-folder = 경로 가운데 폴더가 아닌 것이 있어요
system-read-only = 읽기 전용 디스크예요
system-full = 디스크가 가득 찼어요
