namespace Sidecars.Cli;

/// <summary>What a program's end says to a script or to the kubelet. The README's table lists them for users.</summary>
public enum ExitCode
{
    /// <summary>Done, or a long-running program asked to stop.</summary>
    Done = 0,

    /// <summary>A bug of ours.</summary>
    Bug = 1,

    /// <summary>The command line makes no sense.</summary>
    Usage = 2,

    /// <summary>A setting is missing or wrong.</summary>
    Configuration = 3,

    /// <summary>The private key is unusable, or not this App's.</summary>
    Key = 4,

    /// <summary>GitHub refused: installation, repository, permission, suspension, IP allow list.</summary>
    Refused = 5,

    /// <summary>GitHub cannot be had now: network, 5xx, limits, clock.</summary>
    Unavailable = 6,

    /// <summary>A file or directory cannot be written.</summary>
    CannotWrite = 7,

    /// <summary>git-clone: work or files stand in the way.</summary>
    InTheWay = 8,

    /// <summary>git-clone: the commit is not what was asked for.</summary>
    WrongCommit = 9,

    /// <summary>token-refresher exec: the command is there, but cannot be run; as shells say it.</summary>
    CannotExecute = 126,

    /// <summary>token-refresher exec: there is no such command; as shells say it.</summary>
    NoSuchCommand = 127,

    /// <summary>An init program asked to stop before it was done (128 + SIGTERM).</summary>
    Stopped = 143,
}
