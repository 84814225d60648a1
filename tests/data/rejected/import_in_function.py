def load():
    import ftplib
    return ftplib.FTP()
