"""word_count from the lesson: sequential, in threads and in processes; the same words in each."""
import multiprocessing
import queue
import threading

TEXT = "the quick brown fox jumps over the lazy dog " * 200


def word_count(text):
    count = 0
    in_word = False
    for char in text:
        if char == " ":
            in_word = False
        elif not in_word:
            in_word = True
            count += 1
    return count


def word_count_task(chunk, result_queue):
    result_queue.put(word_count(chunk))


def split_into_chunks(text, n):
    """Parts of about the same length that end at a space."""
    chunks, start = [], 0
    for i in range(1, n + 1):
        end = len(text) if i == n else text.find(" ", len(text) * i // n)
        end = len(text) if end == -1 else end
        chunks.append(text[start:end])
        start = end
    return chunks


def count_with(worker_type, result_queue, n):
    workers = []
    for chunk in split_into_chunks(TEXT, n):
        worker = worker_type(target=word_count_task, args=(chunk, result_queue))
        worker.start()
        workers.append(worker)
    for worker in workers:
        worker.join()
    results = [result_queue.get() for _ in range(len(workers))]
    return sum(results)


def count_with_pool(n):
    with multiprocessing.Pool(n) as pool:
        return sum(pool.map(word_count, split_into_chunks(TEXT, n)))


def frequencies(chunk):
    table = {}
    for word in chunk.split():
        table[word] = table.get(word, 0) + 1
    return table


def merged(tables):
    total = {}
    for table in tables:
        for word, count in table.items():
            total[word] = total.get(word, 0) + count
    return total


if __name__ == "__main__":
    print("sequential", word_count(TEXT))
    for n in (1, 2, 4):
        print(n, "threads", count_with(threading.Thread, queue.Queue(), n))
        print(n, "processes", count_with(multiprocessing.Process, multiprocessing.Queue(), n))
    print("pool", count_with_pool(3))
    with multiprocessing.Pool(2) as pool:
        tables = pool.map(frequencies, split_into_chunks(TEXT, 4))
    print(sum(sum(table.values()) for table in tables))
    print(sorted(merged(tables).items(), key=lambda item: (-item[1], item[0]))[:3])
