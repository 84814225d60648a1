async def main():
    await something()
