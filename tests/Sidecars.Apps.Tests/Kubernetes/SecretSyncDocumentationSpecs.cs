using System.Reflection;
using System.Text.RegularExpressions;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Kubernetes;

/// <summary>docs/secret-sync.md names tests that there are, and all that there are of these.</summary>
public sealed partial class SecretSyncDocumentationSpecs
{
    private static readonly Type[] Listed = [typeof(SecretSyncSpecs), typeof(SecretSyncEdgeSpecs)];

    [Fact]
    public void Each_row_names_a_test()
    {
        var sources = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Published.Repository, "tests"), "*Specs.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        var rows = File.ReadLines(Page).Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal)).Where(line => !line.EndsWith("| test |", StringComparison.Ordinal)).ToList();

        Assert.All(rows, row => Assert.Matches(@"`\w+Specs\.\w+` \|$", row));
        Assert.All(rows.SelectMany(row => Name().Matches(row)), name =>
        {
            Assert.Contains($"class {name.Groups[1].Value}", sources, StringComparison.Ordinal);
            Assert.Contains($" {name.Groups[2].Value}(", sources, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Each_test_is_in_a_row_but_for_those_of_its_commands()
    {
        string[] ofCommands = ["Diff_says_what_would_be_done_and_does_nothing", "It_is_ready_when_it_has_looked_at_all_and_counts_what_it_does"];
        var page = File.ReadAllText(Page);

        var tests = Listed.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => $"{type.Name}.{method.Name}"));

        Assert.All(tests.Where(test => !ofCommands.Contains(test.Split('.')[1])), test => Assert.Contains($"`{test}`", page, StringComparison.Ordinal));
    }

    private static string Page => Path.Combine(Published.Repository, "docs", "secret-sync.md");

    [GeneratedRegex(@"`(\w+Specs)\.(\w+)`")]
    private static partial Regex Name();
}
