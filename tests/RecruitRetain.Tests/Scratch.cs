namespace RecruitRetain.Tests;

/// <summary>
/// Where a test keeps a store that nobody kills: in memory, where the machine has a file system there with room to spare. Two years are ten thousand
/// commits, and two tests at once that wait for one disk to flush each of them wait longer than they work. What is about crashes and about the store
/// itself stays on the disk.
/// </summary>
internal static class Scratch
{
    private const string Memory = "/dev/shm";

    private const long Room = 4L << 30;

    private static readonly string Root =
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Room ? Memory : Path.GetTempPath();

    /// <summary>Makes a folder whose name begins as given.</summary>
    /// <returns>Its path.</returns>
    public static string Folder(string prefix) => Directory.CreateDirectory(Path.Combine(Root, prefix + Path.GetRandomFileName())).FullName;
}
