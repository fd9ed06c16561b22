namespace GitHubEmulator;

/// <summary>The faults still to come, used up in the order they were added.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _pending = [];

    public IReadOnlyList<Fault> Pending
    {
        get
        {
            lock (_gate)
            {
                return [.. _pending];
            }
        }
    }

    public void Add(Fault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fault.Times);

        lock (_gate)
        {
            _pending.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _pending.Clear();
        }
    }

    internal FaultKind? Take(Operation operation, HttpRequest request)
    {
        lock (_gate)
        {
            var index = _pending.FindIndex(fault => (fault.On == Operation.Any || fault.On == operation) && fault.Kind.Concerns(request));

            if (index < 0)
            {
                return null;
            }

            var fault = _pending[index];

            if (fault.Times == 1)
            {
                _pending.RemoveAt(index);
            }
            else if (fault.Times != int.MaxValue)
            {
                _pending[index] = fault with { Times = fault.Times - 1 };
            }

            return fault.Kind;
        }
    }
}
