app-name = 배움
