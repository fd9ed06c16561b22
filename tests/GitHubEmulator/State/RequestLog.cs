namespace GitHubEmulator.State;

internal sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<RequestRecord> _records = [];
    private TaskCompletionSource _changed = NewSignal();

    public IReadOnlyList<RequestRecord> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _records];
            }
        }
    }

    /// <returns>Where the record is, for <see cref="Complete"/>.</returns>
    public int Add(RequestRecord record)
    {
        lock (_gate)
        {
            _records.Add(record);
            SignalChange();

            return _records.Count - 1;
        }
    }

    public void Complete(int index, int status)
    {
        lock (_gate)
        {
            _records[index] = _records[index] with { Status = status };
            SignalChange();
        }
    }

    public void CountBytes(int index, int bytes)
    {
        lock (_gate)
        {
            _records[index] = _records[index] with { BytesSent = _records[index].BytesSent + bytes };
            SignalChange();
        }
    }

    public async Task<RequestRecord> WaitForAsync(Predicate<RequestRecord> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;

            lock (_gate)
            {
                if (_records.Find(wanted) is { } found)
                {
                    return found;
                }

                next = _changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    // Who waits must not run under the lock.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void SignalChange()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }
}
