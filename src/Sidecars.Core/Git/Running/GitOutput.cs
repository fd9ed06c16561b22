using System.Text;
using Sidecars.Cli;

namespace Sidecars.Git.Running;

/// <summary>What git prints, as a whole.</summary>
internal static class GitOutput
{
    /// <summary>Characters: the list of a commit with more than a million files.</summary>
    public const int Most = 1 << 27;

    /// <summary>Reads to the end, but for what no memory would hold: the trees of a commit may be few, and name each other so often that their list has no end.</summary>
    /// <exception cref="SidecarException">There is more than that.</exception>
    public static async Task<string> ReadAsync(StreamReader output, int most)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await output.ReadAsync(buffer) is > 0 and var length)
        {
            if (text.Length + length > most)
            {
                // git ends when nobody reads any more.
                output.Close();
                throw new SidecarException(ExitCode.WrongCommit, $"git lists more than {most / 1024 / 1024} MB: the commit holds more files than anybody has made, and is not checked out. Check who made it, or ask for another.");
            }

            text.Append(buffer, 0, length);
        }

        return text.ToString();
    }
}
