using System.Reflection;
using System.Text.RegularExpressions;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>docs/git-sync.md names git-sync's cases, and for each a test of ours or the reason why there is none.</summary>
public sealed partial class GitSyncCaseSpecs
{
    private const string NotOurs = "does not apply: ";

    private static readonly string Page = File.ReadAllText(Path.Combine(Published.Repository, "docs", "git-sync.md"));

    private static readonly IReadOnlyList<string[]> Rows =
        [.. Page.Split('\n').SkipWhile(line => !line.StartsWith("| case (`e2e::`)", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    private static IEnumerable<string[]> Covered => Rows.Where(row => row[2].StartsWith('`'));

    private static IEnumerable<string[]> Others => Rows.Where(row => row[2].StartsWith(NotOurs, StringComparison.Ordinal));

    [Fact]
    public void Each_case_stands_there_once()
    {
        Assert.All(Rows, row => Assert.Matches("^`[a-z0-9_]+`$", row[0]));
        Assert.Empty(Rows.GroupBy(row => row[0]).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Each_has_a_test_or_a_reason()
    {
        Assert.Empty(Rows.Except(Covered).Except(Others).Select(row => row[0]));
        Assert.All(Covered, row => Assert.Matches(TestName(), row[2]));
        Assert.All(Others, row => Assert.True(row[2].Length > NotOurs.Length + 10, row[0]));
    }

    [Fact]
    public void Each_test_that_is_named_is_there()
    {
        var tests = from type in typeof(GitSyncCaseSpecs).Assembly.GetTypes()
                    from method in type.GetMethods()
                    where method.GetCustomAttribute<FactAttribute>() is { Skip: null }
                    select $"{type.Name}.{method.Name}";

        Assert.Empty(TestName().Matches(Page).Select(match => match.Value).Except(tests));
    }

    [Fact]
    public void The_text_counts_what_the_table_has()
    {
        const int all = 93;

        Assert.Equal(Rows.Count, Said("the (\\d+) that we know by name"));
        Assert.Equal(all - Rows.Count, Said("Of the other (\\d+)"));
        Assert.Equal(Covered.Count(), Said("(\\d+) are covered by a test of ours"));
        Assert.Equal(Others.Count(), Said("(\\d+) do not apply"));
    }

    private static int Said(string pattern)
    {
        var found = Regex.Match(Page.ReplaceLineEndings(" "), pattern);
        Assert.True(found.Success, $"The page does not say: {pattern}");
        return int.Parse(found.Groups[1].Value, null);
    }

    [GeneratedRegex(@"\b\w+Specs\.[A-Z]\w*_\w+")]
    private static partial Regex TestName();
}
