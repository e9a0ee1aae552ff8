# 단계의 강의
player-talk = 강의: { $title }
action-talk = 강의 보기
action-talk-end = 단계로 돌아가기
lesson-talk-missing-title = 강의가 없는 언어가 있어요
lesson-talk-missing = 이 단계의 강의인 { $path } 파일이 없어요
