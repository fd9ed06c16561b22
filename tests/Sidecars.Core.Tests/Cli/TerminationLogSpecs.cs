using Sidecars.Support;

namespace Sidecars.Cli;

public sealed class TerminationLogSpecs : IDisposable
{
    private const string Variable = "TERMINATION_LOG";

    private readonly TestDirectory _directory = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    [Fact]
    public void The_last_words_replace_what_was_there()
    {
        Use(_directory.Write("log", "something longer that was there before"));

        TerminationLog.Write("The key is damaged.");

        Assert.Equal("The key is damaged.", _directory.Read("log"));
    }

    [Fact]
    public void No_file_is_made_where_there_is_none()
    {
        Use(_directory["log"]);

        TerminationLog.Write("The key is damaged.");

        Assert.Empty(_directory.Names);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_no_failure()
    {
        Use(_directory.Path);

        TerminationLog.Write("The key is damaged.");
    }

    [Fact]
    public void They_are_one_line_without_tokens_of_four_kilobytes_at_most()
    {
        Use(_directory.Write("log", ""));

        TerminationLog.Write($"a\nb\u001b[31m ghs_{new string('a', 36)} {string.Concat(Enumerable.Repeat("\U0001F511", 5000))}");

        Assert.StartsWith("a b [31m [token] ", _directory.Read("log"));
        Assert.InRange(new FileInfo(_directory["log"]).Length, 1000, 4096);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _directory.Dispose();
    }

    private static void Use(string path) => Environment.SetEnvironmentVariable(Variable, path);
}
