import sysconfig

sysconfig.get_path("stdlib", "nt")
