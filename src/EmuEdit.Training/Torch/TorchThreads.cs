using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace EmuEdit.Training.Torch;

/// <summary>
/// Several threads that each compute with one thread of libtorch, or one thread that computes with
/// all of them. Parallel parts of a batch wait for each other once per step; threads inside an
/// operation wait at the end of every operation.
/// </summary>
internal sealed class TorchThreads : IDisposable
{
    private readonly BlockingCollection<Action>[] _work;
    private readonly Thread[] _threads;

    /// <param name="count">Number of threads, at least 1.</param>
    public TorchThreads(int count)
    {
        _work = [.. Enumerable.Range(0, count).Select(_ => new BlockingCollection<Action>())];
        _threads = [.. _work.Select(work => new Thread(() => Loop(work)) { IsBackground = true, Name = "training" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    public int Count => _work.Length;

    /// <summary>
    /// Lets this thread compute with every core, whatever an earlier training in this process has
    /// set.
    /// </summary>
    public static void UseAll() => set_num_threads(Environment.ProcessorCount);

    /// <summary>
    /// Runs the work for 0 to <see cref="Count"/> - 1, each on its thread, and waits. Rethrows
    /// exceptions of the work.
    /// </summary>
    public void Run(Action<int> work) => Task.WaitAll([.. _work.Select((queue, i) =>
    {
        var task = new Task(() => work(i));
        queue.Add(task.RunSynchronously);
        return task;
    })]);

    public void Dispose()
    {
        foreach (var queue in _work)
            queue.CompleteAdding();
        foreach (var (thread, queue) in _threads.Zip(_work))
        {
            thread.Join();
            queue.Dispose();
        }
    }

    private void Loop(BlockingCollection<Action> work)
    {
        Subnormals.Flush();
        foreach (var action in work.GetConsumingEnumerable())
        {
            // Set each time: OpenMP stores the number per thread, but MKL has one for the process,
            // which evaluation changes.
            if (Count > 1)
                set_num_threads(1);
            else
                UseAll();
            action();
        }
    }
}
