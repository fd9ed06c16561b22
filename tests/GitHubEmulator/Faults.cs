namespace GitHubEmulator;

/// <summary>The faults still to come, used up in the order they were added.</summary>
public sealed class Faults
{
    private readonly Lock gate = new();
    private readonly List<Fault> pending = [];

    public IReadOnlyList<Fault> Pending
    {
        get
        {
            lock (gate)
            {
                return [.. pending];
            }
        }
    }

    public void Add(Fault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fault.Times);

        lock (gate)
        {
            pending.Add(fault);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            pending.Clear();
        }
    }

    internal FaultKind? Take(Operation operation, HttpRequest request)
    {
        lock (gate)
        {
            var index = pending.FindIndex(fault => (fault.On == Operation.Any || fault.On == operation) && fault.Kind.Concerns(request));

            if (index < 0)
            {
                return null;
            }

            var fault = pending[index];

            if (fault.Times == 1)
            {
                pending.RemoveAt(index);
            }
            else if (fault.Times != int.MaxValue)
            {
                pending[index] = fault with { Times = fault.Times - 1 };
            }

            return fault.Kind;
        }
    }
}
