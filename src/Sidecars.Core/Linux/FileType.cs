namespace Sidecars.Linux;

/// <summary>What a name stands for, links not followed.</summary>
internal enum FileType
{
    None,
    Regular,
    Directory,
    SymbolicLink,

    /// <summary>A pipe, a device, a socket.</summary>
    Other,
}
