namespace EmuEdit.Networks.Checkpoints;

/// <summary>A network whose parameters are named as a checkpoint names them.</summary>
internal interface ICheckpointNetwork
{
    /// <summary>All it reads, and no more.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The graphs it is made of, for example an encoder and a decoder.</summary>
    IReadOnlyList<string> Graphs { get; }

    /// <summary>Writes one of them down, inputs and outputs named as an export by the reference names them.</summary>
    /// <param name="name">One of <see cref="Graphs"/>.</param>
    /// <param name="graph">Where to.</param>
    /// <param name="inner">Whether what inner modules give are outputs, too: for comparison with the reference.</param>
    void Write(string name, NetworkGraph graph, bool inner);

    /// <summary>Another name that older files have for a parameter; null for none.</summary>
    string? OldName(string parameter) => null;

    /// <summary>
    /// Whether a file may hold a tensor of that name that the network does not read: a buffer, or the other half of a pair.
    /// </summary>
    bool MayHold(string tensor) => false;
}
