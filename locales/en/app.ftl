app-name = baeum
