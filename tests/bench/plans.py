async def plans(stage, quick, step):
    raise NotImplementedError
