namespace Sidecars.Simulation;

/// <summary>The pool has one thread, and the simulation is one of the things that run on it: what waits in its queue is all that anybody has to do.</summary>
internal static class OneThread
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> simulation)
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
        {
            throw new InvalidOperationException("The pool would have more threads than one, and nothing would come twice in the same order.");
        }

        return await Task.Run(simulation);
    }
}
