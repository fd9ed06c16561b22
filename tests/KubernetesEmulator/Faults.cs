namespace KubernetesEmulator;

/// <summary>What is to go wrong. Used up in the order in which it was added.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _pending = [];

    internal Faults()
    {
    }

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

    /// <summary>For requests with that verb, as <c>watch</c>.</summary>
    public void Add(FaultKind kind, string verb, int times = 1) => Add(new Fault { Kind = kind, On = request => request.Verb == verb, Times = times });

    public void Clear()
    {
        lock (_gate)
        {
            _pending.Clear();
        }
    }

    internal FaultKind? Take(RequestRecord request)
    {
        lock (_gate)
        {
            var index = _pending.FindIndex(fault => fault.On(request));

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
