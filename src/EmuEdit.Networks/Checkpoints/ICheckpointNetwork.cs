namespace EmuEdit.Networks.Checkpoints;

/// <summary>A network whose parameters have the same names as in a checkpoint.</summary>
public interface ICheckpointNetwork
{
    /// <summary>Exactly the parameters that the network reads.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The names of its graphs, for example those of an encoder and a decoder.</summary>
    IReadOnlyList<string> Graphs { get; }

    /// <summary>Writes one of the graphs. Inputs and outputs have the names of the reference's exports.</summary>
    /// <param name="name">One of <see cref="Graphs"/>.</param>
    /// <param name="graph">The graph that receives the nodes.</param>
    /// <param name="inner">
    /// Whether the outputs of inner modules are outputs of the graph, too, for comparison with the
    /// reference.
    /// </param>
    void Write(string name, NetworkGraph graph, bool inner);

    /// <summary>Returns another name of a parameter, used in older files; null for none.</summary>
    string? OldName(string parameter) => null;

    /// <summary>
    /// Whether a file may hold a tensor of that name although the network does not read it: a
    /// buffer, or part of the other half of a pair.
    /// </summary>
    bool MayHold(string tensor) => false;
}
