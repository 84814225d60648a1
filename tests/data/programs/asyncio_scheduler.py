"""A scheduler of jobs with dependencies: each starts when what it needs is done, at most two at a time."""
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    name: str
    seconds: float
    needs: tuple = ()


JOBS = [
    Job("fetch", 0.01),
    Job("configure", 0.02),
    Job("compile", 0.03, ("fetch", "configure")),
    Job("docs", 0.005, ("fetch",)),
    Job("test", 0.02, ("compile",)),
    Job("package", 0.01, ("compile", "docs")),
    Job("publish", 0.005, ("test", "package")),
]


class Scheduler:
    def __init__(self, jobs, limit):
        self.jobs = {job.name: job for job in jobs}
        self.finished = {job.name: asyncio.Event() for job in jobs}
        self.slots = asyncio.Semaphore(limit)
        self.running = set()
        self.history = []
        self.most = 0

    def check(self):
        """Every need exists, and nothing needs itself in the end."""
        def visit(name, path):
            if name in path:
                raise ValueError("circle: " + " -> ".join(path[path.index(name):] + [name]))
            for need in self.jobs[name].needs:
                visit(need, path + [name])
        for name in self.jobs:
            visit(name, [])

    async def run_job(self, job):
        await asyncio.gather(*(self.finished[need].wait() for need in job.needs))
        async with self.slots:
            self.running.add(job.name)
            self.most = max(self.most, len(self.running))
            await asyncio.sleep(job.seconds)
            self.running.remove(job.name)
        self.history.append(job.name)
        self.finished[job.name].set()

    async def run(self):
        self.check()
        async with asyncio.TaskGroup() as group:
            for job in self.jobs.values():
                group.create_task(self.run_job(job), name=job.name)


async def main():
    scheduler = Scheduler(JOBS, limit=2)
    await scheduler.run()
    position = {name: n for n, name in enumerate(scheduler.history)}
    for job in JOBS:
        late = [need for need in job.needs if position[need] > position[job.name]]
        print(f"{job.name:10} needs {', '.join(job.needs) or 'nothing':20} {'LATE' if late else 'in order'}")
    print("first:", scheduler.history[0], "last:", scheduler.history[-1])
    print("at most", scheduler.most, "at a time")
    circular = Scheduler([Job("a", 0, ("b",)), Job("b", 0, ("c",)), Job("c", 0, ("a",))], 1)
    try:
        await circular.run()
    except ValueError as error:
        print(error)


asyncio.run(main())
