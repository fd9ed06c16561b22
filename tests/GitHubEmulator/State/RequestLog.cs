namespace GitHubEmulator.State;

internal sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly List<RequestRecord> records = [];
    private TaskCompletionSource changed = NewSignal();

    public IReadOnlyList<RequestRecord> All
    {
        get
        {
            lock (gate)
            {
                return [.. records];
            }
        }
    }

    /// <returns>Where the record is, for <see cref="Complete"/>.</returns>
    public int Add(RequestRecord record)
    {
        lock (gate)
        {
            records.Add(record);
            SignalChange();

            return records.Count - 1;
        }
    }

    public void Complete(int index, int status)
    {
        lock (gate)
        {
            records[index] = records[index] with { Status = status };
            SignalChange();
        }
    }

    public async Task<RequestRecord> WaitForAsync(Predicate<RequestRecord> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;

            lock (gate)
            {
                if (records.Find(wanted) is { } found)
                {
                    return found;
                }

                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    // Who waits must not run under the lock.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void SignalChange()
    {
        changed.SetResult();
        changed = NewSignal();
    }
}
