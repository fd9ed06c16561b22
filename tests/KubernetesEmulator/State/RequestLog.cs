namespace KubernetesEmulator.State;

internal sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<RequestRecord> _records = [];
    private readonly List<(Predicate<RequestRecord> Wanted, TaskCompletionSource<RequestRecord> Found)> _waiting = [];
    private int _forgotten;

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

    /// <returns>Where the record is, for <see cref="Change"/>.</returns>
    public int Add(RequestRecord record)
    {
        lock (_gate)
        {
            _records.Add(record);
            Tell(record);

            return _forgotten + _records.Count - 1;
        }
    }

    public void Change(int index, Func<RequestRecord, RequestRecord> change)
    {
        lock (_gate)
        {
            if (index < _forgotten)
            {
                return;
            }

            var changed = _records[index - _forgotten] = change(_records[index - _forgotten]);
            Tell(changed);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _forgotten += _records.Count;
            _records.Clear();
        }
    }

    public async Task<RequestRecord> WaitForAsync(Predicate<RequestRecord> wanted, CancellationToken cancellationToken)
    {
        // Who waits must not run under the lock.
        var found = new TaskCompletionSource<RequestRecord>(TaskCreationOptions.RunContinuationsAsynchronously);

        lock (_gate)
        {
            if (_records.Find(wanted) is { } already)
            {
                return already;
            }

            _waiting.Add((wanted, found));
        }

        try
        {
            return await found.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _waiting.RemoveAll(waiting => waiting.Found == found);
            }
        }
    }

    private void Tell(RequestRecord record)
    {
        foreach (var (_, found) in _waiting.Where(waiting => waiting.Wanted(record)))
        {
            found.TrySetResult(record);
        }
    }
}
