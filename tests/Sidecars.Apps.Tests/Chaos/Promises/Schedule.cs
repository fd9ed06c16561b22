using GitHubEmulator;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>Which trouble comes after which: every kind first, then one at every kind of request, and so on, in an order that the seed sets.</summary>
internal static class Schedule
{
    /// <summary>Without an end.</summary>
    /// <param name="kinds">Which may come.</param>
    public static IEnumerable<Trouble> From(Random random, IReadOnlyCollection<string> kinds)
    {
        var operations = Enum.GetValues<Operation>();
        while (true)
        {
            foreach (var kind in Shuffled(kinds))
            {
                // What hits the mint alone is the harder one: nobody but us is told.
                yield return new(kind, random.Next(2) == 0 ? Operation.Any : Operation.Mint);
            }

            foreach (var operation in Shuffled(operations))
            {
                yield return new(Any(kinds), operation);
            }
        }

        IEnumerable<T> Shuffled<T>(IReadOnlyCollection<T> all)
        {
            var order = all.ToArray();
            random.Shuffle(order);
            return order;
        }

        T Any<T>(IReadOnlyCollection<T> all) => all.ElementAt(random.Next(all.Count));
    }
}
