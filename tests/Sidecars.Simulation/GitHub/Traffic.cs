namespace Sidecars.Simulation.GitHub;

/// <summary>What was asked, and when.</summary>
internal sealed class Traffic
{
    private readonly Dictionary<int, int> _requests = [];
    private readonly Dictionary<int, int> _refusals = [];
    private readonly Dictionary<Operation, int> _operations = [];

    public void Count(Operation operation, TimeSpan now, bool isRefused)
    {
        var second = (int)now.TotalSeconds;
        _operations[operation] = _operations.GetValueOrDefault(operation) + 1;
        if (operation == Operation.ProveGit)
        {
            return;
        }

        _requests[second] = _requests.GetValueOrDefault(second) + 1;
        if (isRefused)
        {
            _refusals[second] = _refusals.GetValueOrDefault(second) + 1;
        }
    }

    public int Total => _operations.Values.Sum();

    public int Of(Operation operation) => _operations.GetValueOrDefault(operation);

    /// <summary>Of the API, and not of git's side.</summary>
    public int Requests(TimeSpan from, TimeSpan to) => Within(_requests, from, to).Sum(entry => entry.Value);

    public int Refused(TimeSpan from, TimeSpan to) => Within(_refusals, from, to).Sum(entry => entry.Value);

    public int MostInASecond(TimeSpan from, TimeSpan to) => Within(_requests, from, to).Select(entry => entry.Value).DefaultIfEmpty().Max();

    public int MostInAMinute(TimeSpan from, TimeSpan to)
        => Within(_requests, from, to).GroupBy(entry => entry.Key / 60).Select(minute => minute.Sum(entry => entry.Value)).DefaultIfEmpty().Max();

    private static IEnumerable<KeyValuePair<int, int>> Within(Dictionary<int, int> counts, TimeSpan from, TimeSpan to)
        => counts.Where(entry => entry.Key >= from.TotalSeconds && entry.Key < to.TotalSeconds);
}
